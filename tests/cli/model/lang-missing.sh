# exit: 2
PITH_DATA=nowhere pith extract --lang zh "今天"
